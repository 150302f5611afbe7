using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Bodies of deletes.</summary>
internal static class OptionsDecoding
{
    private const string TypeName = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";

    public static JsonObject Read(byte[] body, bool yaml)
    {
        try
        {
            return JsonReading.ParseBody(body, yaml, TypeTable.Shared.Find(TypeName), out _);
        }
        catch (DecodeException e) when (e.Unrecognized)
        {
            throw KubeErrors.BadRequest(
                $"the object provided is unrecognized (must be of type DeleteOptions): {e.Message} ({JsonReading.Summary(body)})");
        }
        catch (DecodeException e)
        {
            throw KubeErrors.BadRequest($"DeleteOptions in version \"v1\" cannot be handled as a DeleteOptions: {e.Message}");
        }
    }
}
