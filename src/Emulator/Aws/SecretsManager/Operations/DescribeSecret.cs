using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Answers a secret's metadata, also while it is scheduled for deletion.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DescribeSecret : IOperation<SecretsState>
{
    public static string Name => "DescribeSecret";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context) =>
        SecretDescription.Describe(SecretLookup.Find(request.Required("SecretId"), state, context).Secret, context);
}
