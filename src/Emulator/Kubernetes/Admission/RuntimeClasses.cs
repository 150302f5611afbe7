using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Patching;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>RuntimeClass: it must be there; its overhead and its wishes about nodes become the Pod's.</summary>
internal sealed class RuntimeClasses : IAdmissionPlugin
{
    public string Name => "RuntimeClass";

    public ValueTask MutateAsync(AdmissionAttributes attributes)
    {
        if (attributes is not { Operation: "CREATE", Subresource: "", Kind.StorageKey: "pods", Object: { } pod })
        {
            return ValueTask.CompletedTask;
        }

        var spec = ObjectFields.Ensure(pod, "spec");
        var name = ObjectFields.Text(spec, "runtimeClassName");
        var found = name.Length == 0 ? null
            : attributes.Core.Find("runtimeclasses.node.k8s.io", "", name)?.Parse()
                ?? throw attributes.Forbid($"pod rejected: RuntimeClass \"{name}\" not found");
        var overhead = ObjectFields.Child(ObjectFields.Child(found, "overhead"), "podFixed");
        if (overhead is null && spec["overhead"] is JsonObject { Count: > 0 })
        {
            throw attributes.Forbid("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }

        if (overhead is not null)
        {
            if (spec["overhead"] is { } own && !SameJson.Equal(own, overhead))
            {
                throw attributes.Forbid("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
            }

            spec["overhead"] = overhead.DeepClone();
        }

        Schedule(attributes, spec, ObjectFields.Child(found, "scheduling"));
        return ValueTask.CompletedTask;
    }

    private static void Schedule(AdmissionAttributes attributes, JsonObject spec, JsonObject? scheduling)
    {
        if (ObjectFields.Child(scheduling, "nodeSelector") is { } wanted)
        {
            var selector = ObjectFields.Ensure(spec, "nodeSelector");
            foreach (var (key, value) in wanted)
            {
                if (selector[key] is { } other && other.ToString() != value?.ToString())
                {
                    throw attributes.Forbid($"conflict: runtimeClass.scheduling.nodeSelector[{key}] = {value}; "
                        + $"pod.spec.nodeSelector[{key}] = {other}");
                }

                selector[key] = value?.DeepClone();
            }
        }

        if (scheduling?["tolerations"] is JsonArray { Count: > 0 } more)
        {
            var all = spec["tolerations"] as JsonArray ?? [];
            spec["tolerations"] = new JsonArray([.. all.Concat(more.Where(t => !all.Any(o => SameJson.Equal(o, t))))
                .Select(t => t?.DeepClone())]);
        }
    }
}
