"""What happens by itself: it ticks, calls the planners, gates and delivers. No handlers, no SQL."""
