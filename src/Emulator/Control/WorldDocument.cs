using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.State;
using Eso.Emulator.Grounds;

namespace Eso.Emulator.Control;

/// <summary>
/// A whole world as one document for people: AWS by account, region and kind, Kubernetes as manifests. Without values
/// it is for reading only; with them it can be put back.
/// </summary>
internal static class WorldDocument
{
    /// <summary>Largest document taken in.</summary>
    public const int BytesMax = 512 * 1024 * 1024;

    private const string Form = "world/1";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    public static JsonObject Write(EmbeddedWorld world, bool values)
    {
        var objects = world.Kube.Snapshot();
        if (!values)
        {
            foreach (var manifest in objects.OfType<JsonObject>())
            {
                Shorten(manifest);
            }
        }

        return new JsonObject
        {
            ["eso"] = Form,
            ["time"] = world.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["masked"] = !values,
            ["aws"] = world.Aws.Export(values),
            ["kubernetes"] = objects,
        };
    }

    /// <exception cref="FormatException">The document is none, or was written without values.</exception>
    public static async Task ReadAsync(EmbeddedWorld world, JsonObject document, CancellationToken cancel)
    {
        if (document["eso"]?.ToString() != Form)
        {
            throw new FormatException($"this is no export of a world: it must begin with 'eso: {Form}'");
        }

        if (document["masked"] is not JsonValue masked || !masked.TryGetValue(out bool hidden) || hidden)
        {
            throw new FormatException(
                "this export was written without secret values, and a world without them is none: "
                + "write it anew with eso export --show-values");
        }

        if (document["aws"] is not JsonObject aws || document["kubernetes"] is not (null or JsonArray))
        {
            throw new FormatException("an export has 'aws', a mapping, and 'kubernetes', a list of manifests");
        }

        await world.RestoreAsync(AwsExport.ToSnapshot(aws), document["kubernetes"] as JsonArray, cancel);
    }

    // Who owns which field is of no use to a reader, and Secrets hide their values wherever they may stand.
    private static void Shorten(JsonObject manifest)
    {
        var metadata = manifest["metadata"] as JsonObject;
        metadata?.Remove("managedFields");
        if (manifest["kind"]?.ToString() != "Secret")
        {
            return;
        }

        if (metadata?["annotations"] is JsonObject annotations && annotations.ContainsKey(LastApplied))
        {
            annotations[LastApplied] = AwsExport.Mask;
        }

        if (manifest["data"] is JsonObject data)
        {
            foreach (var (key, _) in data.ToArray())
            {
                data[key] = AwsExport.Mask;
            }
        }
    }
}
