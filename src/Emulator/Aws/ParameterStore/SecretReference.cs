using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>
/// Secrets read through Parameter Store: <c>/aws/reference/secretsmanager/&lt;id&gt;[:&lt;stage or version&gt;]</c>.
/// </summary>
internal static class SecretReference
{
    /// <summary>The one refusal that fails GetParameters as a whole.</summary>
    public const string DependencyText = "An error occurred while calling one AWS dependency service.";

    private const string Prefix = "/aws/reference/secretsmanager/";

    public static bool IsReference(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        || name.StartsWith(Prefix[1..], StringComparison.Ordinal);

    public static JsonObject Read(string name, bool decrypt, OperationContext context) =>
        throw ParameterStoreErrors.SecretNotFound(name, null);
}
