"""What wakes the stages."""
