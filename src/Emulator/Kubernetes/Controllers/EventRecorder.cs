using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Verbs;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>
/// Records Events about objects, as client-go's recorder does: one object for the same words about the same thing,
/// counted up. Written one after the other, behind the caller's back; what is refused is dropped.
/// </summary>
internal sealed class EventRecorder(KubeCore core, string component, string host = "")
{
    private const int KnownMax = 4096;
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private readonly KubeUser user = KubeUser.Controller(component);
    private Task last = Task.CompletedTask;
    private int number;

    public void Record(JsonObject about, string type, string reason, string message, string? by = null, string field = "")
    {
        var metadata = ObjectFields.Child(about, "metadata");
        var key = string.Join('\n', ObjectFields.Text(metadata, "uid"), type, reason, message, field);
        var involved = Reference(about);
        if (field.Length > 0)
        {
            involved["fieldPath"] = field;
        }

        var time = core.Now;
        var lease = core.Activity.Begin("event");
        lock (gate)
        {
            if (known.Count >= KnownMax)
            {
                known.Clear();
            }

            last = WriteAsync(last, key, involved, type, reason, message, by ?? component, time, lease);
        }
    }

    private async Task WriteAsync(
        Task before,
        string key,
        JsonObject involved,
        string type,
        string reason,
        string message,
        string by,
        DateTimeOffset time,
        Clock.Activity.Lease lease)
    {
        using (lease)
        {
            await before.ConfigureAwait(false);
            await Task.Yield();
            var ns = ObjectFields.Text(involved, "namespace");
            var kind = core.Kinds.FindKind("", "v1", "Event")!;
            ns = ns.Length == 0 ? "default" : ns;
            try
            {
                if (!await AgainAsync(kind, ns, key, time).ConfigureAwait(false))
                {
                    var ev = Make(involved, ns, type, reason, message, by, time);
                    kind.Default(ev);
                    await ObjectCreation.CreateAsync(
                        WriteScope.Of(core, user, kind, ns, ObjectFields.Name(ev)) with { Manager = by }, ev)
                        .ConfigureAwait(false);
                    lock (gate)
                    {
                        known[key] = ObjectFields.Name(ev);
                    }
                }
            }
            catch (KubeException)
            {
                // The namespace is going or an admission plug-in objects: Events are best effort.
            }
        }
    }

    private async ValueTask<bool> AgainAsync(Kind kind, string ns, string key, DateTimeOffset time)
    {
        string? name;
        lock (gate)
        {
            name = known.GetValueOrDefault(key);
        }

        if (name is null || core.Find("events", ns, name) is null)
        {
            return false;
        }

        await ObjectUpdate.UpdateAsync(
            WriteScope.Of(core, user, kind, ns, name) with { Manager = component },
            new UpdatePlan
            {
                Transform = current =>
                {
                    current!["count"] = Wire.GoNumbers.Node(ObjectFields.Number(current, "count") + 1);
                    current["lastTimestamp"] = StandardColumns.Timestamp(time);
                    return ValueTask.FromResult(current);
                },
            }).ConfigureAwait(false);
        return true;
    }

    private JsonObject Make(
        JsonObject involved, string ns, string type, string reason, string message, string by, DateTimeOffset time)
    {
        var source = new JsonObject { ["component"] = by };
        if (host.Length > 0)
        {
            source["host"] = host;
        }

        var stamp = StandardColumns.Timestamp(time);
        var serial = time.ToUnixTimeMilliseconds() * 1_000_000 + Interlocked.Increment(ref number);
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{ObjectFields.Text(involved, "name")}.{serial:x16}",
                ["namespace"] = ns,
            },
            ["involvedObject"] = involved.DeepClone(),
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = source,
            ["firstTimestamp"] = stamp,
            ["lastTimestamp"] = stamp,
            ["count"] = Wire.GoNumbers.Node(1),
            ["type"] = type,
            ["reportingComponent"] = by,
            ["reportingInstance"] = host,
        };
    }

    private static JsonObject Reference(JsonObject about)
    {
        var metadata = ObjectFields.Child(about, "metadata");
        var reference = new JsonObject { ["kind"] = ObjectFields.Text(about, "kind") };
        foreach (var field in (string[])["namespace", "name", "uid"])
        {
            if (ObjectFields.Text(metadata, field) is { Length: > 0 } value)
            {
                reference[field] = value;
            }
        }

        reference["apiVersion"] = ObjectFields.Text(about, "apiVersion");
        reference["resourceVersion"] = ObjectFields.Text(metadata, "resourceVersion");
        return reference;
    }
}
