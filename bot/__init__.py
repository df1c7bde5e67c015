"""How the process is put together: settings, command line, assembly, transport, limiter, error boundary."""
