using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Selection;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>Which objects a list, watch or deletecollection is about.</summary>
internal sealed class ObjectFilter
{
    private readonly LabelSelector? labels;
    private readonly FieldRequirement[] fields;

    private ObjectFilter(LabelSelector? labels, FieldRequirement[] fields, string name)
    {
        this.labels = labels;
        this.fields = fields;
        Name = name;
        LooksAtNamesOnly = labels is null && fields.All(f => f.Field is "metadata.name" or "metadata.namespace");
    }

    /// <summary>All versions of an object match, or none does.</summary>
    public bool LooksAtNamesOnly { get; }

    /// <summary>No selector at all: everything matches, and counts of what remains may be told.</summary>
    public bool IsEverything => labels is null && fields.Length == 0 && Name.Length == 0;

    /// <summary>The one name asked for; empty: any.</summary>
    public string Name { get; }

    public static ObjectFilter Read(Kind kind, ListOptions options, string name = "")
    {
        LabelSelector? labels = null;
        IReadOnlyList<FieldRequirement> fields = [];
        try
        {
            if (options.LabelSelector.Length > 0)
            {
                labels = LabelSelector.Parse(options.LabelSelector);
            }

            if (options.FieldSelector.Length > 0)
            {
                fields = FieldSelector.Parse(options.FieldSelector).Requirements;
            }
        }
        catch (SelectorException e)
        {
            throw KubeErrors.BadRequest(e.Message);
        }

        foreach (var requirement in fields)
        {
            CheckField(kind, requirement.Field);
        }

        CheckName(fields, name);
        return new ObjectFilter(labels, [.. fields.Select(f => f with { Field = kind.StoredField(f.Field) })], name);
    }

    public bool Matches(StoredObject stored)
    {
        if (Name.Length > 0 && stored.Name != Name)
        {
            return false;
        }

        foreach (var requirement in fields)
        {
            var value = requirement.Field switch
            {
                "metadata.name" => stored.Name,
                "metadata.namespace" => stored.Namespace,
                _ => stored.Head.Field(requirement.Field) ?? "",
            };
            if (string.Equals(value, requirement.Value, StringComparison.Ordinal) != requirement.Equal)
            {
                return false;
            }
        }

        return labels is null || labels.Matches(stored.Head.Labels);
    }

    /// <summary>The old paths that watch one object take no selector that means another.</summary>
    private static void CheckName(IReadOnlyList<FieldRequirement> fields, string name)
    {
        if (name.Length > 0 && fields.Count > 0
            && !fields.Any(f => f is { Field: "metadata.name", Equal: true } && f.Value == name))
        {
            throw KubeErrors.BadRequest("fieldSelector metadata.name doesn't match requested name");
        }
    }

    private static void CheckField(Kind kind, string field)
    {
        if (field is "metadata.name" or "metadata.namespace" || kind.SelectableFields.Contains(field, StringComparer.Ordinal))
        {
            return;
        }

        throw KubeErrors.BadRequest(kind.HasOwnFieldLabels
            ? $"field label not supported: {field}"
            : $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }
}
