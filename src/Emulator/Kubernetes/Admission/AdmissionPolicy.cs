using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Selection;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>A policy or a binding: what it says and whom it is about.</summary>
internal sealed class AdmissionPolicy(StoredObject stored)
{
    public string Name { get; } = stored.Name;

    public JsonObject Spec { get; } = stored.Parse()["spec"] as JsonObject ?? [];

    public MatchConditions Conditions => conditions ??= new MatchConditions(Spec);

    private MatchConditions? conditions;

    /// <summary>For a policy: the version that its constraints match; null when they do not.</summary>
    public Kind? Match(AdmissionAttributes attributes) => Match(attributes, Spec["matchConstraints"] as JsonObject);

    /// <summary>For a binding: whether its own constraints, if any, let the request through.</summary>
    public bool Narrows(AdmissionAttributes attributes) =>
        Spec["matchResources"] is not JsonObject { Count: > 0 } own || Match(attributes, own, anyRule: true) is not null;

    /// <summary>The parameter objects that a binding of this policy names; one null when the policy has none.</summary>
    public List<JsonObject?> Parameters(
        KubeCore core, AdmissionAttributes attributes, AdmissionPolicy binding, out string? fault)
    {
        fault = null;
        if (Spec["paramKind"] is not JsonObject paramKind)
        {
            return [null];
        }

        var kind = core.Kinds.FindKind(ObjectFields.Text(paramKind, "apiVersion"), ObjectFields.Text(paramKind, "kind"));
        var reference = binding.Spec["paramRef"] as JsonObject;
        if (kind is null || reference is null)
        {
            fault = "failed to configure policy: failed to find resource referenced by paramKind: "
                + $"'{ObjectFields.Text(paramKind, "apiVersion")}, Kind={ObjectFields.Text(paramKind, "kind")}'";
            return [];
        }

        var ns = kind.Resource.Namespaced
            ? ObjectFields.Text(reference, "namespace") is { Length: > 0 } said ? said : attributes.Namespace
            : "";
        var table = core.Table(kind);
        var name = ObjectFields.Text(reference, "name");
        var found = name.Length > 0
            ? table.Find(ns, name) is { } one ? [one] : []
            : ObjectReads.InNamespace(table, ns)
                .Where(o => LabelSelector.FromObject(reference["selector"] as JsonObject).Matches(o.Head.Labels)).ToList();
        if (found.Count == 0 && ObjectFields.Text(reference, "parameterNotFoundAction") != "Allow")
        {
            fault = "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction";
        }

        return found.Select(f => (JsonObject?)f.Parse()).ToList();
    }

    private static Kind? Match(AdmissionAttributes attributes, JsonObject? constraints, bool anyRule = false)
    {
        if (constraints is null)
        {
            return null;
        }

        var rules = Rules(constraints, "resourceRules");
        var equivalent = ObjectFields.Text(constraints, "matchPolicy") != "Exact";
        var matched = rules.Count == 0 && anyRule
            ? attributes.Kind
            : AdmissionMatching.Match(attributes, rules, equivalent);
        if (matched is null
            || AdmissionMatching.Match(attributes, Rules(constraints, "excludeResourceRules"), equivalent) is not null)
        {
            return null;
        }

        return AdmissionMatching.MatchesNamespace(
                attributes, LabelSelector.FromObject(constraints["namespaceSelector"] as JsonObject ?? []))
            && AdmissionMatching.MatchesObject(
                attributes, LabelSelector.FromObject(constraints["objectSelector"] as JsonObject ?? []))
            ? matched
            : null;
    }

    private static List<AdmissionRule> Rules(JsonObject constraints, string field) =>
        ObjectFields.Items(constraints, field).Select(r => new AdmissionRule(r.Item)).ToList();
}
