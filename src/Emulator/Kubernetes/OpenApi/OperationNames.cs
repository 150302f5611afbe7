using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.OpenApi;

/// <summary>The operationId and tag of each operation, as Kubernetes' builders name them.</summary>
internal static class OperationNames
{
    /// <summary><c>core_v1</c>, <c>apps_v1</c>, <c>rbacAuthorization_v1</c>.</summary>
    public static string Tag(ResourceInfo r)
    {
        var words = GroupWords(r);
        return Lower(words) + "_" + r.Version;
    }

    /// <summary><c>CoreV1</c>, <c>RbacAuthorizationV1</c>.</summary>
    public static string GroupVersion(ResourceInfo r) => GroupWords(r) + Upper(r.Version);

    /// <summary><c>readCoreV1NamespacedSecret</c>, <c>listCoreV1SecretForAllNamespaces</c>.</summary>
    public static string Id(ResourceInfo r, string verb, string subresource = "", string suffix = "", bool all = false) =>
        verb + GroupVersion(r) +
        (r.Namespaced && !all ? "Namespaced" : "") + r.Kind + Upper(subresource) + suffix;

    /// <summary><c>deleteCoreV1CollectionNamespacedSecret</c>.</summary>
    public static string DeleteCollection(ResourceInfo r) =>
        "delete" + GroupVersion(r) + "Collection" + (r.Namespaced ? "Namespaced" : "") + r.Kind;

    private static string GroupWords(ResourceInfo r)
    {
        if (r.Group.Length == 0)
        {
            return "Core";
        }

        var group = r.Group.EndsWith(".k8s.io", StringComparison.Ordinal) ? r.Group[..^".k8s.io".Length] : r.Group;
        return string.Concat(group.Split('.', '-').Select(Upper));
    }

    private static string Upper(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
