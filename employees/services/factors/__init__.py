"""The second factor (A11): proven at login, kept by its owner, taken away by somebody who may help."""
