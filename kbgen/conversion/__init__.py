"""Converts Sigma rules into query languages, and tries them on events, through pySigma where it is installed.

Nothing outside of this package knows pySigma, and nothing is imported of it before a rule is to be converted.
"""
