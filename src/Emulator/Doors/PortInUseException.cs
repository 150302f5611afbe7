namespace Eso.Emulator.Doors;

/// <summary>Another process listens on the port that was asked for.</summary>
internal sealed class PortInUseException(string host, int port, Exception inner)
    : IOException($"port {port} on {host} is in use", inner)
{
    public string Host { get; } = host;

    public int Port { get; } = port;
}
