using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>One permission that a request needs.</summary>
/// <param name="Action">e.g. <c>ssm:GetParameter</c>.</param>
/// <param name="Resource">The ARN that policies are matched with, or <c>*</c>.</param>
/// <param name="Shown">How AWS's refusal names the resource; null where it names none.</param>
/// <param name="Keys">Condition keys of this request beyond the global ones.</param>
/// <param name="Side">The resource's own policies.</param>
internal sealed record Permission(string Action, string Resource, string? Shown, ConditionKeys Keys, ResourceSide Side)
{
    /// <summary>Makes the error when it is refused, where the service does not send the ordinary one.</summary>
    public Func<string, AwsException>? Refusal { get; init; }

    /// <summary>A permission on everything: no resource can be named for it.</summary>
    public static Permission OnAll(string action, OperationContext context, string? shown = null) =>
        new(action, "*", shown, CallerKeys.Of(context), new ResourceSide(null, []));
}

/// <summary>
/// What the operations of one service need: one file per service in <c>Authorization/Permissions</c>, found by
/// convention; needs a public parameterless constructor. An operation that needs nothing yields nothing.
/// </summary>
internal interface IServicePermissions
{
    /// <summary>The service's name: the prefix of its actions.</summary>
    string Service { get; }

    /// <summary>The permissions of one request, the ordinary one first.</summary>
    IEnumerable<Permission> For(string operation, JsonObject request, OperationContext context);
}
