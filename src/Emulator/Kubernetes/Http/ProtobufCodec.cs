using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Kubernetes' protobuf at the server's edges; null where there is no such form of an object.</summary>
internal static class ProtobufCodec
{
    public static byte[]? TryWrite(JsonObject obj)
    {
        _ = obj;
        return null;
    }

    public static JsonObject Read(Kind kind, byte[] body)
    {
        _ = (kind, body);
        throw KubeErrors.UnsupportedMediaType("no protobuf");
    }
}
