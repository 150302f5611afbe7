using Eso.Emulator.Aws.Ecr;
using Eso.Emulator.Aws.EcrPublic;
using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Kms;
using Eso.Emulator.Aws.ParameterStore;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager;
using Eso.Emulator.Aws.Sts;

namespace Eso.Emulator.Aws;

/// <summary>
/// What this AWS is made of. Written down, though operations are found by convention: to search all types for these few
/// would take a start as long as the rest of it. A test demands that none is missing.
/// </summary>
internal static class AwsParts
{
    public static List<IAwsService> Services { get; } =
    [
        new EcrService(), new EcrPublicService(), new IamService(), new KmsService(), new ParameterStoreService(),
        new SecretsManagerService(), new StsService(),
    ];

    public static ICredentialSource Credentials { get; } = new Credentials();

    public static IAuthorizer Authorizer { get; } = new Authorizer();
}
