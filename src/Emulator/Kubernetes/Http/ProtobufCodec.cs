using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Kubernetes' protobuf at the server's edges; null where an object has no such form.</summary>
internal static class ProtobufCodec
{
    public static byte[]? TryWrite(JsonObject obj)
    {
        var type = Protobuf.Find(ObjectFields.Text(obj, "apiVersion"), ObjectFields.Text(obj, "kind"));
        return type is null ? null : Protobuf.FromJson(obj, type);
    }

    public static JsonObject Read(Kind kind, byte[] body) => Protobuf.ToJson(body, Verbs.PatchVerb.TypeOf(kind));
}
