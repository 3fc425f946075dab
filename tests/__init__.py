"""The tests, folder for folder like what they test."""
