using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// Plain state objects as entries of a <see cref="DurableState"/>: properties by their names, collections without
/// setters filled in place. What is derived carries <see cref="JsonIgnoreAttribute"/>.
/// </summary>
internal static class EntryJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonObject? Write<T>(T? entry)
        where T : class => entry is null ? null : JsonSerializer.SerializeToNode(entry, Options)!.AsObject();

    public static T Read<T>(JsonObject entry)
        where T : class => entry.Deserialize<T>(Options) ?? throw new InvalidDataException($"empty {typeof(T).Name}");
}
