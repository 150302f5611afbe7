using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Turns objects of one CRD into another of its versions by asking the CRD's conversion webhook.</summary>
internal interface IObjectConverter
{
    /// <summary>The object in the wanted version; itself when it has that version.</summary>
    /// <exception cref="KubeException">500: the conversion failed; the message says why.</exception>
    ValueTask<JsonObject> ConvertAsync(JsonObject obj, string desiredApiVersion, CancellationToken cancellationToken);
}
