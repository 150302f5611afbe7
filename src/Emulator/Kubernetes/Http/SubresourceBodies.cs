using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Bodies whose kind is not the resource's: TokenRequest, Binding, Eviction, the reviews.</summary>
internal static class SubresourceBodies
{
    public static JsonObject Read(KubeRequest request, byte[] body, string typeName)
    {
        var type = TypeTable.Shared.Find(typeName);
        var kind = typeName[(typeName.LastIndexOf('.') + 1)..];
        var mediaType = BodyReading.MediaType(request);
        try
        {
            return BodyReading.FormatOf(mediaType) == WireFormat.Protobuf
                ? Protobuf.ToJson(body, type)
                : JsonReading.ParseBody(body, mediaType == Answers.Yaml, type, out _);
        }
        catch (DecodeException e) when (e.Unrecognized)
        {
            throw KubeErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {kind}): {e.Message} ({JsonReading.Summary(body)})");
        }
        catch (DecodeException e)
        {
            throw KubeErrors.BadRequest($"{kind} in version \"v1\" cannot be handled as a {kind}: {e.Message}");
        }
    }
}
