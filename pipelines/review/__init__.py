"""Reviewing lines: judging each as it is made, making failures again, and the page where a person decides."""
