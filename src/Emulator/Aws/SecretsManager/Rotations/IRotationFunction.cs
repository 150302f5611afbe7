using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.SecretsManager.Rotations;

/// <summary>
/// A rotation function: called once per step, <c>createSecret</c>, <c>setSecret</c>, <c>testSecret</c>,
/// <c>finishSecret</c>, in this order. It does its work by calling AWS, as a Lambda function would; throwing fails the
/// rotation and leaves AWSPENDING where it is.
/// </summary>
internal interface IRotationFunction
{
    Task InvokeAsync(RotationCall call, CancellationToken cancel);
}

/// <summary>What a rotation function is told, and how an in-process one answers.</summary>
/// <param name="Step">createSecret, setSecret, testSecret or finishSecret.</param>
/// <param name="SecretArn">The event's SecretId.</param>
/// <param name="Token">The event's ClientRequestToken: the id of the version to be made.</param>
/// <param name="Call">Calls an operation of this AWS in the secret's account and region: <c>("GetSecretValue",
/// request)</c>.</param>
internal sealed record RotationCall(
    string Step,
    string SecretArn,
    string Token,
    Func<string, JsonObject, JsonObject> Call)
{
    /// <summary>The event as Lambda receives it.</summary>
    public JsonObject Event() => new() { ["Step"] = Step, ["SecretId"] = SecretArn, ["ClientRequestToken"] = Token };
}

/// <summary>A rotation function that is a C# delegate: for tests and scenarios.</summary>
internal sealed class DelegateRotationFunction(Func<RotationCall, CancellationToken, Task> body) : IRotationFunction
{
    public Task InvokeAsync(RotationCall call, CancellationToken cancel) => body(call, cancel);
}
