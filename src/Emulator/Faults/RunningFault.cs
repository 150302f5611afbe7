namespace Eso.Emulator.Faults;

/// <summary>A fault in force, or one that was.</summary>
internal sealed class RunningFault(string name, Fault fault, DateTimeOffset since, object? state)
{
    public string Name => name;

    public Fault Fault => fault;

    public string Kind => FaultBoard.KindOf(fault);

    public DateTimeOffset Since => since;

    public object? State => state;

    public int Seen { get; set; }

    public int Hits { get; set; }

    /// <summary>Why it is over, as a clause; null while it is in force.</summary>
    public string? Ended { get; set; }

    public ITimer? Timer { get; set; }
}
