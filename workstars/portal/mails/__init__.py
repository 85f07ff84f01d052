"""Every mail that people of a company can get, with example data: what administrators see before it goes out (I1)."""

from workstars.portal.mails.registry import SAMPLES, Audience, Sample, sample_named

__all__ = ["SAMPLES", "Audience", "Sample", "sample_named"]
