using System.Text.Json.Nodes;

namespace Eso.Operator.Api.Schemas;

/// <summary>A column of <c>kubectl get</c>.</summary>
internal sealed record Column(string Name, string Path, string Type = "string");

/// <summary>One version of a kind.</summary>
internal sealed record CrdVersion(string Name, Schema? Spec, Schema? Status)
{
    public IReadOnlyList<Column> Columns { get; init; } = [];

    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    public bool Storage { get; init; } = true;

    public bool Deprecated { get; init; }

    /// <summary>Whether <c>/status</c> is a subresource (GeneratorState alone has none).</summary>
    public bool StatusSubresource { get; init; } = true;
}

/// <summary>A kind as a CustomResourceDefinition.</summary>
internal sealed record CrdDefinition(string Group, string Kind, bool Namespaced, string Description)
{
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = ["external-secrets"];

    public required IReadOnlyList<CrdVersion> Versions { get; init; }

    public JsonObject ToJson()
    {
        var singular = Kind.ToLowerInvariant();
        var names = new JsonObject
        {
            ["categories"] = Texts(Categories),
            ["kind"] = Kind,
            ["listKind"] = Kind + "List",
            ["plural"] = singular + "s",
        };
        if (ShortNames.Count > 0)
        {
            names["shortNames"] = Texts(ShortNames);
        }

        names["singular"] = singular;
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject
            {
                // The annotation is the tool's of ESO; users' drift checks compare it.
                ["annotations"] = new JsonObject { ["controller-gen.kubebuilder.io/version"] = "v0.19.0" },
                ["labels"] = new JsonObject { ["external-secrets.io/component"] = "controller" },
                ["name"] = $"{singular}s.{Group}",
            },
            ["spec"] = new JsonObject
            {
                ["group"] = Group,
                ["names"] = names,
                ["scope"] = Namespaced ? "Namespaced" : "Cluster",
                ["versions"] = new JsonArray([.. Versions.Select(v => (JsonNode)VersionJson(v))]),
            },
        };
    }

    private JsonObject VersionJson(CrdVersion version)
    {
        var o = new JsonObject();
        if (version.Columns.Count > 0)
        {
            o["additionalPrinterColumns"] = new JsonArray([.. version.Columns.Select(c => (JsonNode)new JsonObject
            {
                ["jsonPath"] = c.Path,
                ["name"] = c.Name,
                ["type"] = c.Type,
            })]);
        }

        if (version.Deprecated)
        {
            o["deprecated"] = true;
        }

        o["name"] = version.Name;
        o["schema"] = new JsonObject { ["openAPIV3Schema"] = Root(version) };
        if (version.SelectableFields.Count > 0)
        {
            o["selectableFields"] = new JsonArray(
                [.. version.SelectableFields.Select(f => (JsonNode)new JsonObject { ["jsonPath"] = f })]);
        }

        // ESO ships v1beta1 unserved unless asked (crds.unsafeServeV1Beta1); users' files are full of it, so we serve it.
        o["served"] = true;
        o["storage"] = version.Storage;
        o["subresources"] = version.StatusSubresource ? new JsonObject { ["status"] = new JsonObject() } : new JsonObject();
        return o;
    }

    private JsonObject Root(CrdVersion version)
    {
        var fields = new List<(string, Schema)>
        {
            ("apiVersion", Schema.Text.Describe("Group and version of this object's schema.")),
            ("kind", Schema.Text.Describe("Kind of this object.")),
            ("metadata", Schema.EmptyObject),
        };
        if (version.Spec is { } spec)
        {
            fields.Add(("spec", spec));
        }

        if (version.Status is { } status)
        {
            fields.Add(("status", status));
        }

        return Schema.Object([.. fields]).Describe(Description).ToJson();
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
