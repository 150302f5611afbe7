using System.Text.Json.Nodes;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Runs what a generatorRef names.</summary>
internal interface IGeneratorRunner
{
    /// <param name="owner">Who asks: the owner of what must be cleaned up later.</param>
    /// <param name="ns">Namespace of the generator.</param>
    /// <param name="reference">apiVersion, kind, name.</param>
    /// <param name="stateKey">Tells several generators of one owner apart.</param>
    /// <param name="cancel">Stops it.</param>
    Task<IReadOnlyDictionary<string, SecretBytes>> GenerateAsync(
        JsonObject owner, string ns, JsonObject reference, string stateKey, CancellationToken cancel);

    /// <summary>Whether one of these generators names a class of controller that is not ours; absent ones do not.</summary>
    Task<bool> AreForOthersAsync(string ns, IEnumerable<JsonObject> references, CancellationToken cancel);
}
