using Eso.Emulator.Grounds;

namespace Eso.Emulator.Scenarios;

/// <summary>API versions and scopes of the kinds that scenarios name without them.</summary>
internal static class WellKnownKinds
{
    private static readonly Dictionary<string, (string ApiVersion, bool Namespaced)> Kinds = new(StringComparer.Ordinal)
    {
        ["Namespace"] = ("v1", false),
        ["Node"] = ("v1", false),
        ["Secret"] = ("v1", true),
        ["ConfigMap"] = ("v1", true),
        ["ServiceAccount"] = ("v1", true),
        ["Pod"] = ("v1", true),
        ["Service"] = ("v1", true),
        ["Event"] = ("v1", true),
        ["Deployment"] = ("apps/v1", true),
        ["Job"] = ("batch/v1", true),
        ["Lease"] = ("coordination.k8s.io/v1", true),
        ["ExternalSecret"] = ("external-secrets.io/v1", true),
        ["SecretStore"] = ("external-secrets.io/v1", true),
        ["ClusterSecretStore"] = ("external-secrets.io/v1", false),
        ["ClusterExternalSecret"] = ("external-secrets.io/v1", false),
        ["PushSecret"] = ("external-secrets.io/v1alpha1", true),
        ["ClusterPushSecret"] = ("external-secrets.io/v1alpha1", false),
        ["CustomResourceDefinition"] = ("apiextensions.k8s.io/v1", false),
    };

    public static ObjectKey Key(string kind, string ns, string name, string? apiVersion)
    {
        var known = Kinds.TryGetValue(kind, out var facts);
        return apiVersion is null && !known
            ? throw new ExpectationFailed($"the kind '{kind}' is not known by its name alone: give 'apiVersion' too")
            : new ObjectKey(apiVersion ?? facts.ApiVersion, kind, known && !facts.Namespaced ? null : ns, name);
    }
}
