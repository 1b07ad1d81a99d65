"""What is kept: decisions to replay, and the editorial review. The database lives here and nowhere else."""
