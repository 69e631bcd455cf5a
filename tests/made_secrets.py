"""Secrets for tests, made once like real ones: what looks written is refused (test_settings)."""

SESSION_KEY = "3b8e61d0c7f2a94518e60d3cfa75b492"
FEED_KEY = "9f4c1be07a2d5836c40e7fb19d53a268"
REPLY_TOKEN = "5d07c2f98ab146e3b7d1509f6ce8a243"
CONTACT_KEY = "a8f25c90e1d7463b9b02e6d45f817c3a"
NEXT_CONTACT_KEY = "07e9b3d16c5a482f8e30a7d2c94f61b5"
