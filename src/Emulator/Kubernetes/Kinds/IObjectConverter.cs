using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Turns objects of one CRD into another of its versions by asking the CRD's conversion webhook.</summary>
internal interface IObjectConverter
{
    /// <summary>
    /// The object in the wanted version; itself when it has that version. A failing webhook is an
    /// <see cref="ObjectConversionException"/> whose text is the API error's message.
    /// </summary>
    ValueTask<JsonObject> ConvertAsync(JsonObject obj, string desiredApiVersion, CancellationToken cancellationToken);
}

/// <summary>A conversion that failed; the message is what the API server answers with status 500.</summary>
internal sealed class ObjectConversionException(string message) : Exception(message);
