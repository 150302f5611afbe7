using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>Shapes that several operations answer with.</summary>
internal static class IamShapes
{
    /// <param name="full">Get and Create show boundary and tags; lists leave them out.</param>
    public static JsonObject User(IamUser user, bool full = true)
    {
        var shown = new JsonObject
        {
            ["Path"] = user.Path,
            ["UserName"] = user.Name,
            ["UserId"] = user.Id,
            ["Arn"] = user.Arn,
            ["CreateDate"] = user.Created.EpochSeconds(),
        };
        if (full)
        {
            AddBoundaryAndTags(shown, user.Boundary, user.Tags);
        }

        return shown;
    }

    public static JsonObject Group(IamGroup group) => new()
    {
        ["Path"] = group.Path,
        ["GroupName"] = group.Name,
        ["GroupId"] = group.Id,
        ["Arn"] = group.Arn,
        ["CreateDate"] = group.Created.EpochSeconds(),
    };

    public static JsonObject Role(IamRole role, bool full = true)
    {
        var shown = new JsonObject
        {
            ["Path"] = role.Path,
            ["RoleName"] = role.Name,
            ["RoleId"] = role.Id,
            ["Arn"] = role.Arn,
            ["CreateDate"] = role.Created.EpochSeconds(),
            ["AssumeRolePolicyDocument"] = Document(role.TrustPolicy),
        };
        shown.AddUnlessNull("Description", role.Description);
        shown["MaxSessionDuration"] = role.MaxSessionSeconds;
        if (full)
        {
            AddBoundaryAndTags(shown, role.Boundary, role.Tags);
            var used = new JsonObject();
            if (role.LastUsed is { } at)
            {
                used["LastUsedDate"] = at.EpochSeconds();
                used.AddUnlessNull("Region", role.LastUsedRegion);
            }

            shown["RoleLastUsed"] = used;
        }

        return shown;
    }

    public static JsonObject Policy(IamPolicy policy, IamState state, bool full = true)
    {
        var shown = new JsonObject
        {
            ["PolicyName"] = policy.Name,
            ["PolicyId"] = policy.Id,
            ["Arn"] = policy.Arn,
            ["Path"] = policy.Path,
            ["DefaultVersionId"] = policy.DefaultVersion,
            ["AttachmentCount"] = IamAttachments.Count(policy.Arn, state),
            ["PermissionsBoundaryUsageCount"] = IamAttachments.BoundaryCount(policy.Arn, state),
            ["IsAttachable"] = true,
        };
        if (full)
        {
            shown.AddUnlessNull("Description", policy.Description);
        }

        shown["CreateDate"] = policy.Created.EpochSeconds();
        shown["UpdateDate"] = policy.Updated.EpochSeconds();
        if (full)
        {
            shown["Tags"] = Tags(policy.Tags);
        }

        return shown;
    }

    public static JsonObject PolicyVersion(IamPolicy policy, IamPolicyVersion version, bool document = false)
    {
        var shown = new JsonObject();
        if (document)
        {
            shown["Document"] = Document(version.Document);
        }

        shown["VersionId"] = version.Id;
        shown["IsDefaultVersion"] = policy.DefaultVersion == version.Id;
        shown["CreateDate"] = version.Created.EpochSeconds();
        return shown;
    }

    public static JsonObject Profile(IamInstanceProfile profile, IamState state)
    {
        var roles = new JsonArray();
        if (profile.Role is { } name && state.Roles.TryGetValue(name, out var role))
        {
            roles.Add((JsonNode)Role(role, full: false));
        }

        return new JsonObject
        {
            ["Path"] = profile.Path,
            ["InstanceProfileName"] = profile.Name,
            ["InstanceProfileId"] = profile.Id,
            ["Arn"] = profile.Arn,
            ["CreateDate"] = profile.Created.EpochSeconds(),
            ["Roles"] = roles,
            ["Tags"] = Tags(profile.Tags),
        };
    }

    public static JsonObject AccessKey(string user, IamAccessKey key) => new()
    {
        ["UserName"] = user,
        ["AccessKeyId"] = key.Id,
        ["Status"] = key.Active ? "Active" : "Inactive",
        ["CreateDate"] = key.Created.EpochSeconds(),
    };

    public static JsonArray Tags(IamTags tags) => new(tags.All
        .OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (JsonNode?)new JsonObject { ["Key"] = t.Key, ["Value"] = t.Value }).ToArray());

    /// <summary>Policies travel percent-encoded in IAM's answers.</summary>
    public static string Document(string text) => Uri.EscapeDataString(text);

    private static void AddBoundaryAndTags(JsonObject shown, string? boundary, IamTags tags)
    {
        if (boundary is not null)
        {
            shown["PermissionsBoundary"] = new JsonObject
            {
                ["PermissionsBoundaryType"] = "Policy",
                ["PermissionsBoundaryArn"] = boundary,
            };
        }

        if (tags.Count > 0)
        {
            shown["Tags"] = Tags(tags);
        }
    }
}
