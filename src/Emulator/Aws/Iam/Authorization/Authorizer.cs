using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Journal;

namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>Decides for every request whether its caller may make it.</summary>
internal sealed class Authorizer : IAuthorizer
{
    private static readonly Lazy<Dictionary<string, IServicePermissions>> Services = new(() =>
        typeof(Authorizer).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, IsClass: true } && t.IsAssignableTo(typeof(IServicePermissions)))
            .Select(t => (IServicePermissions)Activator.CreateInstance(t)!)
            .ToDictionary(s => s.Service, StringComparer.Ordinal));

    public void Authorize(AuthorizationQuestion question)
    {
        foreach (var permission in Needed(question.Service, question.Operation, question.Request, question.Context))
        {
            var decision = Decide(permission, question.Context);
            if (decision.Allowed)
            {
                continue;
            }

            var text = Text(permission, decision, question.Context);
            if (question.Mode == IamMode.Enforce)
            {
                throw permission.Refusal?.Invoke(text) ?? (question.Protocol == WireProtocol.Query
                    ? new AwsException("AccessDenied", 403, text)
                    : new AwsException("AccessDeniedException", 400, text));
            }

            Note(question, permission, text);
        }
    }

    /// <summary>Whether the caller may read a secret: asked by operations that read it in the caller's name.</summary>
    public static bool MayReadSecret(string id, string? selector, OperationContext context)
    {
        var request = new JsonObject { ["SecretId"] = id };
        request.AddUnlessNull("VersionStage", selector);
        return Needed("secretsmanager", "GetSecretValue", request, context).All(p => Decide(p, context).Allowed);
    }

    /// <summary>
    /// For operations that need a permission for each of many things: the refusal as it would be answered, or null.
    /// Off and warn refuse nothing.
    /// </summary>
    public static AwsException? Refuse(string service, string operation, JsonObject request, OperationContext context)
    {
        if (context.Options.Iam != IamMode.Enforce)
        {
            return null;
        }

        foreach (var permission in Needed(service, operation, request, context))
        {
            if (Decide(permission, context) is { Allowed: false } decision)
            {
                var text = Text(permission, decision, context);
                return permission.Refusal?.Invoke(text) ?? new AwsException("AccessDeniedException", 400, text);
            }
        }

        return null;
    }

    /// <summary>What a request needs; a service without a table needs its action on everything.</summary>
    public static IEnumerable<Permission> Needed(
        string service, string operation, JsonObject request, OperationContext context) =>
        Services.Value.TryGetValue(service, out var permissions)
            ? permissions.For(operation, request, context)
            : [Permission.OnAll($"{service}:{operation}", context)];

    public static Decision Decide(Permission permission, OperationContext context) => Decider.Decide(
        new Access(permission.Action, permission.Resource, permission.Keys),
        CallerKeys.PrincipalOf(context),
        CallerPolicies.Of(context),
        permission.Side);

    private static string Text(Permission permission, Decision decision, OperationContext context)
    {
        var on = permission.Shown is { } shown ? $" on resource: {shown}" : "";
        return $"User: {context.Caller.Arn} is not authorized to perform: {permission.Action}{on} {decision.Reason}";
    }

    private static void Note(AuthorizationQuestion question, Permission permission, string text) =>
        question.Journal.Record(new JournalEntry(
            "aws",
            question.Context.Now,
            question.Context.Caller.Arn,
            $"{question.Service}.{question.Operation}",
            permission.Shown ?? permission.Resource,
            200,
            "would be denied: " + text,
            TimeSpan.Zero)
        {
            Region = question.Context.Region,
        });
}
