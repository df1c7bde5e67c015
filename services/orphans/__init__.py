"""What nobody looks after any more since somebody left: found by a check, told to the office as a task, once."""
