"""The script that a user would write instead: feedparser, trafilatura, a loop of `re.search`, slack-sdk."""

import json
import re
import sys
import urllib.request

import feedparser
import trafilatura
from slack_sdk import WebClient

rules_file, base = sys.argv[1:]
with open(rules_file) as file:
    rules = [
        (
            rule["name"],
            [re.compile(r"\b(?:" + "|".join(map(re.escape, any_of)) + r")\b", re.IGNORECASE) for any_of in rule["all"]],
        )
        for rule in json.load(file)
    ]
slack = WebClient(token="xoxb-benchmark", base_url=f"{base}/api/")

for entry in feedparser.parse(f"{base}/feed").entries:
    with urllib.request.urlopen(entry.link) as answer:
        page = answer.read()
    text = trafilatura.extract(page) or ""
    for name, patterns in rules:
        if all(pattern.search(text) for pattern in patterns):
            slack.chat_postMessage(channel="C000000001", text=f"{name}: {entry.title} {entry.link}")
