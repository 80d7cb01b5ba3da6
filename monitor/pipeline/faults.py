"""What a fault of the program itself is told as, where one piece of work must not stop the others."""

import traceback

from monitor.core.ports import Observer


def tell_fault(observer: Observer, stage: str, error: Exception) -> str:
    """Tell of a fault with its trace; return the reason to store, the same for every fault of its kind.

    To be called while the error is handled.
    """
    reason = f"internal error: {type(error).__name__}"
    observer.saw("stage failed", stage=stage, reason=f"{reason}: {error}", trace=traceback.format_exc())
    return reason
