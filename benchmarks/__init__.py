"""What stackc costs: repositories to measure on, the jobs people run, and how they are measured. See README.md here."""
