using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms;

/// <summary>What several operations read and answer.</summary>
internal static class KmsShapes
{
    public static JsonObject Metadata(KmsKey key)
    {
        var shown = new JsonObject
        {
            ["AWSAccountId"] = key.Account,
            ["KeyId"] = key.Id,
            ["Arn"] = key.Arn,
            ["CreationDate"] = key.Created.Epoch(),
            ["Enabled"] = key.State == "Enabled",
            ["Description"] = key.Description,
            ["KeyUsage"] = key.Usage,
            ["KeyState"] = key.State,
        };
        if (key.DeletionDate is { } date)
        {
            shown["DeletionDate"] = date.Epoch();
        }

        shown["Origin"] = key.Origin;
        shown["KeyManager"] = key.AwsManaged ? "AWS" : "CUSTOMER";
        shown["CustomerMasterKeySpec"] = key.Spec;
        shown["KeySpec"] = key.Spec;
        shown["EncryptionAlgorithms"] = new JsonArray("SYMMETRIC_DEFAULT");
        shown["MultiRegion"] = key.MultiRegion;
        if (key.MultiRegion)
        {
            shown["MultiRegionConfiguration"] = new JsonObject
            {
                ["MultiRegionKeyType"] = "PRIMARY",
                ["PrimaryKey"] = new JsonObject { ["Arn"] = key.Arn, ["Region"] = key.Arn.Split(':')[3] },
                ["ReplicaKeys"] = new JsonArray(),
            };
        }

        return shown;
    }

    public static JsonObject Grant(KmsKey key, KmsGrant grant, OperationContext context)
    {
        var shown = new JsonObject { ["KeyId"] = key.Arn, ["GrantId"] = grant.Id };
        shown.AddUnlessNull("Name", grant.Name);
        shown["CreationDate"] = grant.Created.Epoch();
        shown["GranteePrincipal"] = grant.Grantee;
        shown.AddUnlessNull("RetiringPrincipal", grant.RetiringPrincipal);
        shown["IssuingAccount"] = $"arn:{context.Partition}:iam::{grant.IssuingAccount}:root";
        shown["Operations"] = grant.Operations.ToJsonArray();
        var constraints = new JsonObject();
        AddPairs(constraints, "EncryptionContextSubset", grant.ContextSubset);
        AddPairs(constraints, "EncryptionContextEquals", grant.ContextEquals);
        if (constraints.Count > 0)
        {
            shown["Constraints"] = constraints;
        }

        return shown;
    }

    /// <summary>The encryption context of a request; null when it sends none.</summary>
    public static IReadOnlyDictionary<string, string>? Context(
        JsonObject request, string member = "EncryptionContext") => Pairs(request.Object(member));

    public static IReadOnlyDictionary<string, string>? Pairs(JsonObject? map) =>
        map?.ToDictionary(p => p.Key, p => p.Value?.ToString() ?? "", StringComparer.Ordinal);

    /// <summary>
    /// Ends a request with DryRun where all that could be refused has been: called just before anything is done.
    /// </summary>
    public static void EndDryRun(JsonObject request)
    {
        if (request.Flag("DryRun") == true)
        {
            throw KmsErrors.DryRun();
        }
    }

    /// <summary>
    /// The key that must decrypt a blob: its own, and the one that the caller expects if it names one.
    /// </summary>
    public static KmsKey KeyOfBlob(string? expected, byte[] blob, OperationContext context)
    {
        var wanted = expected is null ? null : KmsKeys.Find(context, expected);
        var key = KmsCipher.KeyOf(context, blob) ?? throw KmsErrors.ForeignCiphertext();
        if (wanted is not null && wanted != key)
        {
            throw KmsErrors.IncorrectKey();
        }

        KmsKeys.RequireUsable(key);
        return key;
    }

    /// <summary>A fresh data key of the size that the request asks for.</summary>
    public static (KmsKey Key, byte[] Plaintext, byte[] Blob) DataKey(JsonObject request, OperationContext context)
    {
        var key = KmsKeys.FindUsable(context, request.Required("KeyId"));
        var spec = request.Text("KeySpec");
        var count = request.Number("NumberOfBytes");
        if (spec is null == count is null)
        {
            throw KmsErrors.Invalid("Please specify either number of bytes or key spec.");
        }

        EndDryRun(request);
        var plaintext = new byte[count ?? (spec == "AES_128" ? 16 : 32)];
        context.Entropy.Fill(plaintext);
        return (key, plaintext, KmsCipher.Encrypt(context, key, plaintext, Context(request)));
    }

    private static void AddPairs(JsonObject target, string member, IReadOnlyDictionary<string, string>? pairs)
    {
        if (pairs is not null)
        {
            target[member] = new JsonObject(
                pairs.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)JsonValue.Create(p.Value))));
        }
    }
}
