using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Eso.Operator.Telemetry;

/// <summary>Values per object: <c>&lt;kind&gt;_status_condition</c> and <c>&lt;kind&gt;_reconcile_duration</c>.</summary>
internal sealed class ObjectGauges
{
    private static readonly string[] Kinds =
    [
        "externalsecret", "secretstore", "clustersecretstore", "clusterexternalsecret", "pushsecret", "clusterpushsecret",
    ];

    private readonly ConcurrentDictionary<(string Kind, string Namespace, string Name), ObjectGauge> objects = new();
    private readonly Func<Func<string, string, string, IEnumerable<KeyValuePair<string, object?>>>?> labels;

    public ObjectGauges(
        Meter meter, Func<Func<string, string, string, IEnumerable<KeyValuePair<string, object?>>>?> labels)
    {
        this.labels = labels;
        foreach (var kind in Kinds)
        {
            meter.CreateObservableGauge(
                $"{kind}_status_condition", () => Conditions(kind), null, $"The status condition of a specific {kind}");
            // Nanoseconds, as dashboards made for ESO expect.
            meter.CreateObservableGauge(
                $"{kind}_reconcile_duration", () => Durations(kind), null, $"The duration time to reconcile the {kind} (ns)");
        }
    }

    public void Set(string kind, string ns, string name, bool ready, TimeSpan took) =>
        objects[(kind, ns, name)] = new ObjectGauge(ready, took);

    public void Remove(string kind, string ns, string name) => objects.TryRemove((kind, ns, name), out _);

    private IEnumerable<Measurement<double>> Conditions(string kind)
    {
        // The fan-out kinds have one condition that ESO reports only while it is True.
        var onlyTrue = kind is "clusterexternalsecret" or "clusterpushsecret";
        foreach (var ((_, ns, name), gauge) in Of(kind))
        {
            var more = More(kind, ns, name);
            if (gauge.Ready || !onlyTrue)
            {
                yield return new(gauge.Ready ? 1 : 0, Tags(ns, name, "True", more));
            }

            if (!gauge.Ready || !onlyTrue)
            {
                yield return new(gauge.Ready ? 0 : 1, Tags(ns, name, "False", more));
            }
        }
    }

    private IEnumerable<Measurement<double>> Durations(string kind)
    {
        foreach (var ((_, ns, name), gauge) in Of(kind))
        {
            yield return new(gauge.Took.TotalNanoseconds, [new("name", name), new("namespace", ns), .. More(kind, ns, name)]);
        }
    }

    private IEnumerable<KeyValuePair<(string Kind, string Namespace, string Name), ObjectGauge>> Of(string kind) =>
        objects.Where(o => o.Key.Kind == kind);

    private IEnumerable<KeyValuePair<string, object?>> More(string kind, string ns, string name) =>
        labels()?.Invoke(kind, ns, name) ?? [];

    private static KeyValuePair<string, object?>[] Tags(
        string ns, string name, string status, IEnumerable<KeyValuePair<string, object?>> more) =>
        [new("condition", "Ready"), new("name", name), new("namespace", ns), new("status", status), .. more];
}

/// <summary>Ready or not, and how long the last reconcile took.</summary>
internal readonly record struct ObjectGauge(bool Ready, TimeSpan Took);
