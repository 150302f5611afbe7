namespace Eso.Kubernetes;

/// <summary>One resource of the API: how its URLs, its objects and its messages are spelt.</summary>
public sealed record ResourceType(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    /// <summary><c>v1</c> or <c>group/version</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>plural</c> or <c>plural.group</c>, as in messages.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Path of the collection, or of one object and its subresource; names are escaped.</summary>
    public string Path(string? ns, string? name = null, string? subresource = null)
    {
        var path = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        if (Namespaced && !string.IsNullOrEmpty(ns))
        {
            path += $"/namespaces/{Uri.EscapeDataString(ns)}";
        }

        path += $"/{Plural}";
        if (name is not null)
        {
            path += $"/{Uri.EscapeDataString(name)}";
        }

        return subresource is null ? path : $"{path}/{subresource}";
    }

    public override string ToString() => $"{ApiVersion} {Plural}";
}

/// <summary>The built-in resources this library and most clients need.</summary>
public static class CoreTypes
{
    public static readonly ResourceType Secret = new("", "v1", "secrets", "Secret", true);
    public static readonly ResourceType ConfigMap = new("", "v1", "configmaps", "ConfigMap", true);
    public static readonly ResourceType Namespace = new("", "v1", "namespaces", "Namespace", false);
    public static readonly ResourceType ServiceAccount = new("", "v1", "serviceaccounts", "ServiceAccount", true);
    public static readonly ResourceType Event = new("", "v1", "events", "Event", true);
    public static readonly ResourceType Lease = new("coordination.k8s.io", "v1", "leases", "Lease", true);

    public static readonly ResourceType CustomResourceDefinition =
        new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    public static readonly ResourceType ValidatingWebhookConfiguration = new(
        "admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false);
}
