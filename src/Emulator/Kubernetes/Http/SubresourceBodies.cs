using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Kinds;
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
            var obj = BodyReading.FormatOf(mediaType) == WireFormat.Protobuf
                ? Protobuf.ToJson(body, type)
                : JsonReading.ParseBody(body, mediaType == Answers.Yaml, type, out _);
            var known = type!.Kinds.FirstOrDefault(k => k.Kind == kind);
            var version = known.Group is { Length: > 0 } group ? $"{group}/{known.Version}" : known.Version ?? "v1";
            ObjectDecoding.CheckKind(
                request.Core.Kinds, kind, version, ObjectFields.Text(obj, "kind"), ObjectFields.Text(obj, "apiVersion"));
            Name(kind, version, obj);
            return obj;
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

    /// <summary>A body may leave out what it is; what webhooks see of it says so.</summary>
    private static void Name(string kind, string apiVersion, JsonObject obj)
    {
        obj.Remove("kind");
        obj.Remove("apiVersion");
        obj.Insert(0, "apiVersion", apiVersion);
        obj.Insert(0, "kind", kind);
    }
}
