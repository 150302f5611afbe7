using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Tables;

/// <summary>How much of each object a table row carries.</summary>
internal enum IncludeObject
{
    Metadata,
    Object,
    None,
}

/// <summary>Draws meta.k8s.io/v1 Tables of any kind's objects.</summary>
internal static class TableRenderer
{
    private static readonly IReadOnlyList<Column> ScaleColumns =
    [
        new("Name", "string", "", ""),
        new("Desired", "integer", "", ""),
        new("Available", "integer", "", ""),
        new("Age", "string", "", ""),
    ];

    /// <summary>Reads <c>includeObject</c>; false when it names nothing known.</summary>
    public static bool TryParse(string? text, out IncludeObject include)
    {
        include = text switch
        {
            "Object" => IncludeObject.Object,
            "None" => IncludeObject.None,
            _ => IncludeObject.Metadata,
        };
        return text is null or "" or "Metadata" or "Object" or "None";
    }

    /// <summary>The message of the 400 for an <c>includeObject</c> that names nothing known.</summary>
    public static string UnknownInclude(string text) =>
        $"Unable to convert to Table as requested: includeObject: Invalid value: \"{text}\": " +
        "must be 'Metadata', 'Object', 'None', or empty";

    /// <summary>A table of objects of one kind.</summary>
    /// <param name="kind">Gives columns and cells.</param>
    /// <param name="objects">In the kind's version.</param>
    /// <param name="metadata">The table's metadata: of the list, or the resourceVersion of a single object.</param>
    /// <param name="include">What each row carries.</param>
    /// <param name="now">For ages.</param>
    /// <param name="apiVersion">meta.k8s.io/v1, or v1beta1 when that was asked for.</param>
    /// <param name="withColumns">False for all but the first event of a watch.</param>
    public static JsonObject Render(
        Kind kind,
        IEnumerable<JsonObject> objects,
        JsonObject metadata,
        IncludeObject include,
        DateTimeOffset now,
        string apiVersion = "meta.k8s.io/v1",
        bool withColumns = true) =>
        Frame(
            kind.Columns,
            objects.Select(o => Row(kind.Cells(o, now), o, include)),
            metadata,
            apiVersion,
            withColumns);

    /// <summary>The table of a Scale, which any kind may have.</summary>
    public static JsonObject RenderScale(
        JsonObject scale,
        JsonObject metadata,
        IncludeObject include,
        DateTimeOffset now,
        string apiVersion = "meta.k8s.io/v1")
    {
        JsonArray cells =
        [
            StandardColumns.NameOf(scale),
            ObjectFields.Number(scale["spec"] as JsonObject, "replicas"),
            ObjectFields.Number(scale["status"] as JsonObject, "replicas"),
            StandardColumns.AgeOf(scale, now),
        ];
        return Frame(ScaleColumns, [Row(cells, scale, include)], metadata, apiVersion, withColumns: true);
    }

    private static JsonObject Frame(
        IReadOnlyList<Column> columns,
        IEnumerable<JsonObject> rows,
        JsonObject metadata,
        string apiVersion,
        bool withColumns) => new()
        {
            ["kind"] = "Table",
            ["apiVersion"] = apiVersion,
            ["metadata"] = metadata.DeepClone(),
            ["columnDefinitions"] = withColumns ? Definitions(columns) : null,
            ["rows"] = new JsonArray([.. rows]),
        };

    private static JsonArray Definitions(IReadOnlyList<Column> columns) =>
    [
        .. columns.Select(c => new JsonObject
        {
            ["name"] = c.Name,
            ["type"] = c.Type,
            ["format"] = c.Format,
            ["description"] = c.Description,
            ["priority"] = c.Priority,
        }),
    ];

    private static JsonObject Row(JsonArray cells, JsonObject obj, IncludeObject include) => new()
    {
        ["cells"] = cells,
        ["object"] = include switch
        {
            IncludeObject.Object => obj.DeepClone(),
            IncludeObject.None => null,
            _ => PartialMetadata.Of(obj),
        },
    };
}
