using System.Collections.Concurrent;

namespace Eso.Operator.Telemetry;

/// <summary>Values per object: <c>&lt;kind&gt;_status_condition</c> and <c>&lt;kind&gt;_reconcile_duration</c>.</summary>
internal sealed class ObjectGauges
{
    private readonly ConcurrentDictionary<(string Kind, string Namespace, string Name), ObjectGauge> objects = new();

    public IEnumerable<KeyValuePair<(string Kind, string Namespace, string Name), ObjectGauge>> All => objects;

    public void Set(string kind, string ns, string name, bool ready, TimeSpan took) =>
        objects[(kind, ns, name)] = new ObjectGauge(ready, took);

    public void Remove(string kind, string ns, string name) => objects.TryRemove((kind, ns, name), out _);
}

/// <summary>Ready or not, and how long the last reconcile took.</summary>
internal readonly record struct ObjectGauge(bool Ready, TimeSpan Took);
