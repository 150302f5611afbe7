namespace Eso.Emulator.Aws.Protocol;

/// <summary>What one <see cref="AwsWorld"/> partition of a service spans.</summary>
internal enum StateScope
{
    /// <summary>One state per account and region: Secrets Manager, Parameter Store, KMS.</summary>
    Region,

    /// <summary>One state per account, kept under region "": IAM, STS.</summary>
    Account,
}

/// <summary>
/// Declares one AWS service: one file <c>Aws/&lt;Service&gt;/&lt;Service&gt;Service.cs</c>, and a word in
/// <see cref="AwsParts"/>. Its operations are the classes in <c>Operations</c> beside it, by their names. Wire facts
/// (protocol, target prefix, API version, namespace) come from the model table of that name in <c>Aws/Data</c>.
/// </summary>
internal interface IAwsService
{
    /// <summary>
    /// Name of the model table, prefix in the journal and in IAM actions: <c>secretsmanager</c>, <c>ssm</c>,
    /// <c>sts</c>…
    /// </summary>
    string Name { get; }

    /// <summary>The <c>TState</c> of the service's operations.</summary>
    Type State { get; }

    StateScope Scope { get; }

    /// <summary>Members of a request that name what it is about, most telling first; for the journal only.</summary>
    IReadOnlyList<string> ResourceMembers { get; }

    /// <summary>
    /// XML namespace of answers in the query protocol when the model names none: JSON services answer that protocol
    /// too.
    /// </summary>
    string QueryNamespace => "";
}
