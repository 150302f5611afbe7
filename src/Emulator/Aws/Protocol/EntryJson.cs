using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// Plain state objects as entries of a <see cref="DurableState"/>: properties by their names, collections without
/// setters filled in place. What is derived carries <see cref="JsonIgnoreAttribute"/>.
/// </summary>
/// <param name="types">
/// The service's types, so that a native program has the code for what they are made of. Objects made without arguments
/// are read by reflection all the same: generated code sets what is <c>required</c> or <c>init</c> as if by a constructor,
/// and then fills no collection in place.
/// </param>
internal sealed class EntryJson(JsonSerializerContext types)
{
    private readonly JsonSerializerOptions options = new()
    {
        PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new Resolver(types),
    };

    public JsonObject? Write<T>(T? entry)
        where T : class => entry is null ? null : JsonSerializer.SerializeToNode(entry, options)!.AsObject();

    public T Read<T>(JsonObject entry)
        where T : class => entry.Deserialize<T>(options) ?? throw new InvalidDataException($"empty {typeof(T).Name}");

    private sealed class Resolver(IJsonTypeInfoResolver generated) : IJsonTypeInfoResolver
    {
        private readonly DefaultJsonTypeInfoResolver reflection = new();

        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) =>
            generated.GetTypeInfo(type, options) is { } info
                && (info.Kind != JsonTypeInfoKind.Object || !HasPlainConstructor(type))
                ? info
                : reflection.GetTypeInfo(type, options);

        private static bool HasPlainConstructor(Type type) => type.GetConstructor(Type.EmptyTypes) is not null;
    }
}
