using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>Priority: a new Pod's number and preemption policy come from its PriorityClass, or the global default.</summary>
internal sealed class PodPriority : IAdmissionPlugin
{
    private const string Classes = "priorityclasses.scheduling.k8s.io";

    public string Name => "Priority";

    public ValueTask MutateAsync(AdmissionAttributes attributes)
    {
        if (attributes is { Operation: "CREATE", Subresource: "", Kind.StorageKey: "pods", Object: { } pod })
        {
            Set(attributes, ObjectFields.Ensure(pod, "spec"));
        }
        else if (attributes is { Operation: "UPDATE", Subresource: "", Kind.StorageKey: "pods", Object: { } changed })
        {
            Keep(ObjectFields.Child(attributes.Old, "spec"), ObjectFields.Ensure(changed, "spec"));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// What creation computed stays when an update (kubectl replace) leaves it out; a change is validation's to refuse.
    /// </summary>
    private static void Keep(JsonObject? old, JsonObject spec)
    {
        foreach (var field in (string[])["priority", "preemptionPolicy"])
        {
            if (spec[field] is null && old?[field] is { } computed)
            {
                spec[field] = computed.DeepClone();
            }
        }
    }

    private static void Set(AdmissionAttributes attributes, JsonObject spec)
    {
        var name = ObjectFields.Text(spec, "priorityClassName");
        JsonObject? found = null;
        long priority;
        if (name is "system-cluster-critical" or "system-node-critical")
        {
            priority = name == "system-cluster-critical" ? 2000000000 : 2000001000;
        }
        else
        {
            found = name.Length > 0
                ? attributes.Core.Find(Classes, "", name)?.Parse()
                    ?? throw attributes.Forbid($"no PriorityClass with name {name} was found")
                : attributes.Core.Store.Table(Classes).Current.Range(null, null)
                    .Select(c => c.Parse()).FirstOrDefault(c => ObjectFields.Flag(c, "globalDefault"));
            priority = ObjectFields.Number(found, "value");
            if (found is not null)
            {
                spec["priorityClassName"] = ObjectFields.Name(found);
            }
        }

        var said = ObjectFields.Number(spec, "priority", priority);
        if (said != priority)
        {
            throw attributes.Forbid($"the integer value of priority ({said}) must not be provided in pod spec; "
                + $"priority admission controller computed {priority} from the given PriorityClass name");
        }

        spec["priority"] = priority;
        var policy = ObjectFields.Text(found, "preemptionPolicy") is { Length: > 0 } own ? own : "PreemptLowerPriority";
        if (ObjectFields.Text(spec, "preemptionPolicy") is { Length: > 0 } given && given != policy)
        {
            throw attributes.Forbid($"the string value of PreemptionPolicy ({given}) must not be provided in pod spec; "
                + $"priority admission controller computed {policy} from the given PriorityClass name");
        }

        spec["preemptionPolicy"] = policy;
    }
}
