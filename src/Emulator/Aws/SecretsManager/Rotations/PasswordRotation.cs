using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Rotations;

/// <summary>
/// The built-in rotation functions: they make a new password and finish as AWS's templates do. There is no database
/// behind them, so setSecret and testSecret have nothing to do.
/// </summary>
internal sealed class PasswordRotation(PasswordRotation.Kind kind) : IRotationFunction
{
    private const string CloneSuffix = "_clone";

    internal enum Kind
    {
        Whole,
        SingleUser,
        AlternatingUsers,
    }

    public Task InvokeAsync(RotationCall call, CancellationToken cancel)
    {
        switch (call.Step)
        {
            case "createSecret":
                Create(call);
                break;
            case "finishSecret":
                Finish(call);
                break;
        }

        return Task.CompletedTask;
    }

    private void Create(RotationCall call)
    {
        if (IsMade(call))
        {
            return;
        }

        var current = call.Call("GetSecretValue", new JsonObject
        {
            ["SecretId"] = call.SecretArn,
            ["VersionStage"] = Stages.Current,
        });
        var password = call.Call("GetRandomPassword", new JsonObject { ["ExcludeCharacters"] = "/@\"'\\" })
            .Required("RandomPassword");
        call.Call("PutSecretValue", new JsonObject
        {
            ["SecretId"] = call.SecretArn,
            ["ClientRequestToken"] = call.Token,
            ["SecretString"] = NewValue(current.Text("SecretString"), password),
            ["VersionStages"] = new JsonArray(Stages.Pending),
        });
    }

    // A rotation that is tried again keeps the value that its first try made.
    private static bool IsMade(RotationCall call)
    {
        try
        {
            call.Call("GetSecretValue", new JsonObject
            {
                ["SecretId"] = call.SecretArn,
                ["VersionId"] = call.Token,
                ["VersionStage"] = Stages.Pending,
            });
            return true;
        }
        catch (AwsException missing) when (missing.Code == "ResourceNotFoundException")
        {
            return false;
        }
    }

    private string NewValue(string? current, string password)
    {
        var members = AsObject(current);
        if (members is null)
        {
            return kind == Kind.Whole
                ? password
                : throw new RotationFailedException("createSecret: the current value is no JSON object");
        }

        if (kind == Kind.Whole && !members.ContainsKey("password"))
        {
            return password;
        }

        members["password"] = password;
        if (kind == Kind.AlternatingUsers)
        {
            var user = members.Text("username")
                ?? throw new RotationFailedException("createSecret: the current value has no username");
            members["username"] = user.EndsWith(CloneSuffix, StringComparison.Ordinal)
                ? user[..^CloneSuffix.Length]
                : user + CloneSuffix;
        }

        return members.ToJsonString();
    }

    private static JsonObject? AsObject(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Finish(RotationCall call)
    {
        var stages = call.Call("DescribeSecret", new JsonObject { ["SecretId"] = call.SecretArn })
            .Object("VersionIdsToStages");
        var current = stages?.FirstOrDefault(v => v.Value is JsonArray s && s.Any(x =>
            x?.ToString() == Stages.Current)).Key;
        if (current == call.Token)
        {
            return;
        }

        call.Call("UpdateSecretVersionStage", new JsonObject
        {
            ["SecretId"] = call.SecretArn,
            ["VersionStage"] = Stages.Current,
            ["MoveToVersionId"] = call.Token,
            ["RemoveFromVersionId"] = current,
        });
        call.Call("UpdateSecretVersionStage", new JsonObject
        {
            ["SecretId"] = call.SecretArn,
            ["VersionStage"] = Stages.Pending,
            ["RemoveFromVersionId"] = call.Token,
        });
    }
}
