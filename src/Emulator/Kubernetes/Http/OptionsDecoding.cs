using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Kinds;
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
            var obj = JsonReading.ParseBody(body, yaml, TypeTable.Shared.Find(TypeName), out _);
            if (ObjectFields.Text(obj, "kind") is { Length: > 0 } kind && kind != "DeleteOptions")
            {
                var version = ObjectFields.Text(obj, "apiVersion") is { Length: > 0 } said ? said : "meta.k8s.io/v1";
                throw KubeErrors.BadRequest(
                    $"no kind \"{kind}\" is registered for version \"{version}\" in scheme "
                    + "\"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:28\"");
            }

            return obj;
        }
        catch (DecodeException e)
        {
            // As it comes: nobody says here what the options were wanted for.
            throw KubeErrors.BadRequest(e.Message);
        }
    }
}
