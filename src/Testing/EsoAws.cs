using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;

namespace Eso.Testing;

/// <summary>The AWS side of a world: what tests do there, by the services' own operations.</summary>
public sealed class EsoAws
{
    private readonly IGround ground;

    internal EsoAws(IGround ground) => this.ground = ground;

    /// <summary>The region used where none is named.</summary>
    public string Region => ground.CommandEnvironment.TryGetValue("AWS_REGION", out var region) ? region : "us-east-1";

    /// <summary>Where AWS answers, for other clients.</summary>
    public Uri? Endpoint => ground.CommandEnvironment.TryGetValue("AWS_ENDPOINT_URL", out var url) ? new Uri(url) : null;

    /// <summary>Creates a secret, or puts a new AWSCURRENT version into it; the version's id.</summary>
    public Task<string> PutSecretAsync(string name, string value, CancellationToken cancel = default) =>
        PutAsync(name, "SecretString", value, cancel);

    /// <summary>As <see cref="PutSecretAsync(string, string, CancellationToken)"/>, with an object written as JSON.</summary>
    public Task<string> PutSecretAsync(string name, object json, CancellationToken cancel = default) =>
        PutAsync(name, "SecretString", JsonSerializer.Serialize(json), cancel);

    /// <summary>As <see cref="PutSecretAsync(string, string, CancellationToken)"/>, with bytes.</summary>
    public Task<string> PutSecretBytesAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancel = default) =>
        PutAsync(name, "SecretBinary", Convert.ToBase64String(value.Span), cancel);

    /// <summary>Deletes a secret: at once and for good, or after a recovery window of 7 to 30 days.</summary>
    public Task DeleteSecretAsync(string name, int? recoveryWindowInDays = null, CancellationToken cancel = default) =>
        CallAsync("secretsmanager", "DeleteSecret", recoveryWindowInDays is { } days
            ? new JsonObject { ["SecretId"] = name, ["RecoveryWindowInDays"] = days }
            : new JsonObject { ["SecretId"] = name, ["ForceDeleteWithoutRecovery"] = true }, cancel: cancel);

    /// <summary>Moves a staging label from the version that has it to another.</summary>
    public async Task MoveStageAsync(string name, string stage, string toVersion, CancellationToken cancel = default)
    {
        var described = await CallAsync("secretsmanager", "DescribeSecret", new JsonObject { ["SecretId"] = name }, cancel: cancel);
        var from = (described["VersionIdsToStages"] as JsonObject)?
            .FirstOrDefault(v => (v.Value as JsonArray)?.Any(s => (string?)s == stage) == true).Key;
        await CallAsync("secretsmanager", "UpdateSecretVersionStage", new JsonObject
        {
            ["SecretId"] = name,
            ["VersionStage"] = stage,
            ["RemoveFromVersionId"] = from,
            ["MoveToVersionId"] = toVersion,
        }, cancel: cancel);
    }

    /// <summary>Creates or overwrites a parameter; its version.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="type">String, StringList or SecureString.</param>
    /// <param name="cancel">Gives it up.</param>
    public async Task<long> PutParameterAsync(
        string name, string value, string type = "SecureString", CancellationToken cancel = default) =>
        (long)(await CallAsync("ssm", "PutParameter", new JsonObject
        {
            ["Name"] = name,
            ["Value"] = value,
            ["Type"] = type,
            ["Overwrite"] = true,
        }, cancel: cancel))["Version"]!;

    /// <summary>Deletes a parameter.</summary>
    public Task DeleteParameterAsync(string name, CancellationToken cancel = default) =>
        CallAsync("ssm", "DeleteParameter", new JsonObject { ["Name"] = name }, cancel: cancel);

    /// <summary>Any other call, by the names of the service model.</summary>
    /// <param name="service">secretsmanager, ssm, sts, iam or kms.</param>
    /// <param name="operation">E.g. <c>TagResource</c>.</param>
    /// <param name="request">The request's members; they are taken over.</param>
    /// <param name="region">The region; <see cref="Region"/> when null.</param>
    /// <param name="cancel">Gives it up.</param>
    /// <exception cref="EsoAwsException">AWS answered with an error.</exception>
    public async Task<JsonObject> CallAsync(
        string service, string operation, JsonObject request, string? region = null, CancellationToken cancel = default)
    {
        try
        {
            return await ground.Aws.CallAsync(service, operation, request, region, cancel);
        }
        catch (AwsRefusedException e)
        {
            throw new EsoAwsException(e.Code, e.Status, e.Message, e);
        }
    }

    private async Task<string> PutAsync(string name, string member, string value, CancellationToken cancel)
    {
        JsonObject answer;
        try
        {
            answer = await CallAsync("secretsmanager", "CreateSecret", new JsonObject { ["Name"] = name, [member] = value }, cancel: cancel);
        }
        catch (EsoAwsException e) when (e.Code == "ResourceExistsException")
        {
            answer = await CallAsync("secretsmanager", "PutSecretValue", new JsonObject { ["SecretId"] = name, [member] = value }, cancel: cancel);
        }

        return (string)answer["VersionId"]!;
    }
}

/// <summary>AWS refused a test's call; code and text as AWS gave them.</summary>
public sealed class EsoAwsException : Exception
{
    internal EsoAwsException(string code, int status, string message, Exception inner)
        : base(message, inner)
    {
        Code = code;
        Status = status;
    }

    /// <summary>The error's code, e.g. <c>ResourceNotFoundException</c>.</summary>
    public string Code { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }
}
