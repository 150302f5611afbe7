using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>The ServiceAccount plug-in: a Pod's account must exist, and its token is mounted unless somebody objects.</summary>
internal sealed class PodServiceAccounts : IAdmissionPlugin
{
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string Suffixes = "bcdfghjklmnpqrstvwxz2456789";
    private const int TokenSeconds = 3607;

    public string Name => "ServiceAccount";

    public async ValueTask MutateAsync(AdmissionAttributes attributes)
    {
        if (attributes is not { Operation: "CREATE", Subresource: "", Kind.StorageKey: "pods", Object: { } pod }
            || pod["metadata"]?["annotations"]?["kubernetes.io/config.mirror"] is not null)
        {
            return;
        }

        var spec = ObjectFields.Ensure(pod, "spec");
        var name = ObjectFields.Text(spec, "serviceAccountName");
        name = name.Length == 0 ? "default" : name;
        spec["serviceAccountName"] = name;
        spec["serviceAccount"] = name;
        var account = (await FindAsync(attributes, name).ConfigureAwait(false))?.Parse()
            ?? throw attributes.Forbid(
                $"error looking up service account {attributes.Namespace}/{name}: serviceaccount \"{name}\" not found");
        if (spec["imagePullSecrets"] is not JsonArray { Count: > 0 } && account["imagePullSecrets"] is JsonArray { Count: > 0 } pull)
        {
            spec["imagePullSecrets"] = pull.DeepClone();
        }

        var wish = spec["automountServiceAccountToken"] ?? account["automountServiceAccountToken"];
        if (wish is null || wish.GetValue<bool>())
        {
            Mount(attributes, spec);
        }
    }

    /// <summary>The account; a fresh namespace's default one is waited for, as the real plug-in retries for it.</summary>
    private static async ValueTask<Store.StoredObject?> FindAsync(AdmissionAttributes attributes, string name)
    {
        const int WritesMax = 1000;
        var core = attributes.Core;
        for (var i = 0; i < WritesMax; i++)
        {
            var newest = core.Store.Newest;
            if (core.Find("serviceaccounts", attributes.Namespace, name) is { } found)
            {
                return found;
            }

            var comes = name == "default" && (core.Options.Controllers?.Contains("serviceaccount") ?? true) &&
                core.Find("namespaces", "", attributes.Namespace) is { Head.Deleting: false };
            if (!comes)
            {
                return null;
            }

            await core.Store.FollowedAsync(newest).WaitAsync(attributes.Cancellation).ConfigureAwait(false);
        }

        return null;
    }

    private static void Mount(AdmissionAttributes attributes, JsonObject spec)
    {
        var volume = "";
        foreach (var list in (string[])["initContainers", "containers"])
        {
            foreach (var (_, container) in ObjectFields.Items(spec, list).ToList())
            {
                if (ObjectFields.Items(container, "volumeMounts").Any(m => ObjectFields.Text(m.Item, "mountPath") == MountPath))
                {
                    continue;
                }

                if (volume.Length == 0)
                {
                    volume = "kube-api-access-" + attributes.Core.Entropy.Text(Suffixes, 5);
                    List(spec, "volumes").Add(Volume(volume));
                }

                List(container, "volumeMounts").Add(new JsonObject
                {
                    ["name"] = volume,
                    ["readOnly"] = true,
                    ["mountPath"] = MountPath,
                });
            }
        }
    }

    private static JsonArray List(JsonObject parent, string field)
    {
        if (parent[field] is not JsonArray list)
        {
            parent[field] = list = [];
        }

        return list;
    }

    private static JsonObject Volume(string name) => new()
    {
        ["name"] = name,
        ["projected"] = new JsonObject
        {
            ["sources"] = new JsonArray(
                new JsonObject
                {
                    ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = TokenSeconds, ["path"] = "token" },
                },
                new JsonObject
                {
                    ["configMap"] = new JsonObject
                    {
                        ["name"] = "kube-root-ca.crt",
                        ["items"] = new JsonArray(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }),
                    },
                },
                new JsonObject
                {
                    ["downwardAPI"] = new JsonObject
                    {
                        ["items"] = new JsonArray(new JsonObject
                        {
                            ["path"] = "namespace",
                            ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                        }),
                    },
                }),
            ["defaultMode"] = 420,
        },
    };
}
