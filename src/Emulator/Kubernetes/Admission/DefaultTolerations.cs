using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>DefaultTolerationSeconds: five minutes on a node that is not ready or out of reach.</summary>
internal sealed class DefaultTolerations : IAdmissionPlugin
{
    public string Name => "DefaultTolerationSeconds";

    public ValueTask MutateAsync(AdmissionAttributes attributes)
    {
        if (attributes is not
            { Operation: "CREATE" or "UPDATE", Subresource: "", Kind.StorageKey: "pods", Object: { } pod })
        {
            return ValueTask.CompletedTask;
        }

        var spec = ObjectFields.Ensure(pod, "spec");
        foreach (var key in (string[])["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"])
        {
            if (!ObjectFields.Items(spec, "tolerations").Any(t => Tolerates(t.Item, key)))
            {
                if (spec["tolerations"] is not JsonArray list)
                {
                    spec["tolerations"] = list = [];
                }

                list.Add(new JsonObject
                {
                    ["key"] = key,
                    ["operator"] = "Exists",
                    ["effect"] = "NoExecute",
                    ["tolerationSeconds"] = 300,
                });
            }
        }

        return ValueTask.CompletedTask;
    }

    private static bool Tolerates(JsonObject toleration, string key) =>
        ObjectFields.Text(toleration, "key") is var k && (k == key || k.Length == 0)
        && ObjectFields.Text(toleration, "effect") is "NoExecute" or "";
}
