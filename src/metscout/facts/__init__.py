"""Facts: what may be known of a patient, and the sheet of what is."""
