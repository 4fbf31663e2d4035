"""The service: owns people, organisations, storage, time, network and the identity of callers."""
