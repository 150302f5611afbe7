using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Selection;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>One webhook of a configuration, read once.</summary>
internal sealed class Webhook(JsonObject source)
{
    public string Name { get; } = ObjectFields.Text(source, "name");

    public JsonObject ClientConfig { get; } = source["clientConfig"] as JsonObject ?? [];

    public bool FailsOpen { get; } = ObjectFields.Text(source, "failurePolicy") == "Ignore";

    public bool Equivalent { get; } = ObjectFields.Text(source, "matchPolicy") != "Exact";

    public bool Reinvoke { get; } = ObjectFields.Text(source, "reinvocationPolicy") == "IfNeeded";

    public int TimeoutSeconds { get; } = (int)Math.Clamp(ObjectFields.Number(source, "timeoutSeconds", 10), 1, 30);

    public bool AllowsDryRun { get; } = ObjectFields.Text(source, "sideEffects") is "None" or "NoneOnDryRun";

    /// <summary>The first review version both sides know.</summary>
    public string ReviewVersion { get; } =
        ObjectFields.Texts(source, "admissionReviewVersions").FirstOrDefault(v => v is "v1" or "v1beta1") ?? "v1";

    public LabelSelector NamespaceSelector { get; } = LabelSelector.FromObject(source["namespaceSelector"] as JsonObject ?? []);

    public LabelSelector ObjectSelector { get; } = LabelSelector.FromObject(source["objectSelector"] as JsonObject ?? []);

    public IReadOnlyList<AdmissionRule> Rules { get; } =
        ObjectFields.Items(source, "rules").Select(r => new AdmissionRule(r.Item)).ToList();

    public MatchConditions Conditions { get; } = new(source);
}

/// <summary>Which requests a webhook or policy is about.</summary>
internal sealed class AdmissionRule(JsonObject source)
{
    private readonly string[] operations = ObjectFields.Texts(source, "operations").ToArray();
    private readonly string[] groups = ObjectFields.Texts(source, "apiGroups").ToArray();
    private readonly string[] versions = ObjectFields.Texts(source, "apiVersions").ToArray();
    private readonly string[] resources = ObjectFields.Texts(source, "resources").ToArray();
    private readonly string[] names = ObjectFields.Texts(source, "resourceNames").ToArray();
    private readonly string scope = ObjectFields.Text(source, "scope");

    public bool Matches(AdmissionAttributes attributes, ResourceInfo resource) =>
        Has(operations, attributes.Operation)
        && Has(groups, resource.Group)
        && Has(versions, resource.Version)
        && (names.Length == 0 || names.Contains(attributes.Name))
        && MatchesScope(resource)
        && resources.Any(r => MatchesResource(r, resource.Plural, attributes.Subresource));

    private bool MatchesScope(ResourceInfo resource) => scope switch
    {
        // A Namespace is cluster-scoped, whatever its path says.
        "Cluster" => !resource.Namespaced,
        "Namespaced" => resource.Namespaced,
        _ => true,
    };

    private static bool MatchesResource(string pattern, string plural, string subresource)
    {
        var slash = pattern.IndexOf('/', StringComparison.Ordinal);
        var resource = slash < 0 ? pattern : pattern[..slash];
        var sub = slash < 0 ? "" : pattern[(slash + 1)..];
        return (resource == "*" || resource == plural) && (sub == "*" || sub == subresource);
    }

    private static bool Has(string[] values, string value) => values.Contains("*") || values.Contains(value);
}

/// <summary>Tests that webhooks and policies share: rules over equivalent versions, and the two selectors.</summary>
internal static class AdmissionMatching
{
    /// <summary>The version of the resource that matched; null when none does.</summary>
    public static Kind? Match(
        AdmissionAttributes attributes, IReadOnlyList<AdmissionRule> rules, bool equivalent)
    {
        if (rules.Any(r => r.Matches(attributes, attributes.Kind.Resource)))
        {
            return attributes.Kind;
        }

        if (!equivalent)
        {
            return null;
        }

        return attributes.Core.Kinds.ByStorage(attributes.Kind.StorageKey)
            .FirstOrDefault(k => !ReferenceEquals(k, attributes.Kind) && rules.Any(r => r.Matches(attributes, k.Resource)));
    }

    /// <summary>A namespace's labels decide; for a Namespace itself, its own. Other cluster objects always pass.</summary>
    public static bool MatchesNamespace(AdmissionAttributes attributes, LabelSelector selector)
    {
        if (selector.IsEmpty)
        {
            return true;
        }

        if (attributes.Kind.StorageKey == "namespaces")
        {
            var own = attributes.Operation == "DELETE" ? attributes.Old : attributes.Object;
            return selector.Matches(own?["metadata"]?["labels"] as JsonObject);
        }

        if (!attributes.Kind.Resource.Namespaced)
        {
            return true;
        }

        var stored = attributes.Core.Find("namespaces", "", attributes.Namespace);
        return selector.Matches(stored?.Head.Labels);
    }

    public static bool MatchesObject(AdmissionAttributes attributes, LabelSelector selector) =>
        selector.IsEmpty
        || (attributes.Object is { } now && selector.Matches(now["metadata"]?["labels"] as JsonObject))
        || (attributes.Old is { } old && selector.Matches(old["metadata"]?["labels"] as JsonObject));
}
