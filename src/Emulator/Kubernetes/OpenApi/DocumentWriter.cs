using System.Text.Json;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Kinds.Custom;

namespace Eso.Emulator.Kubernetes.OpenApi;

/// <summary>Writes one whole document: head, paths of the kinds, definitions they need.</summary>
internal static class DocumentWriter
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    public static void Write(Utf8JsonWriter json, IReadOnlyList<Kind> kinds, Dialect dialect)
    {
        var types = new TypeWriter(json, dialect);
        json.WriteStartObject();
        if (dialect == Dialect.V2)
        {
            json.WriteString("swagger", "2.0");
        }
        else
        {
            json.WriteString("openapi", "3.0.0");
        }

        json.WriteStartObject("info");
        json.WriteString("title", "Kubernetes");
        json.WriteString("version", "v1.36.0");
        json.WriteEndObject();

        json.WriteStartObject("paths");
        var paths = new PathWriter(json, types, dialect);
        foreach (var kind in kinds)
        {
            paths.Write(kind);
        }

        json.WriteEndObject();
        if (dialect == Dialect.V3)
        {
            json.WriteStartObject("components");
        }

        json.WriteStartObject(dialect == Dialect.V2 ? "definitions" : "schemas");
        Definitions(json, types, kinds, dialect);
        json.WriteEndObject();
        if (dialect == Dialect.V3)
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Definitions(
        Utf8JsonWriter json,
        TypeWriter types,
        IReadOnlyList<Kind> kinds,
        Dialect dialect)
    {
        var custom = new CustomSchemaWriter(json, types, dialect);
        foreach (var kind in kinds)
        {
            if (kind is CustomKind own)
            {
                types.Skip(SchemaNames.Of(kind));
                types.Skip(SchemaNames.Of(kind) + "List");
                custom.Write(own);
            }
        }

        if (kinds.Count > 0)
        {
            types.Need(Meta + "Status");
            types.Need(Meta + "DeleteOptions");
        }

        types.WriteNeeded();
    }
}
