// A client of emogen's /v1/perform for Unreal Engine 5, as a component for Blueprint and C++.
// In the module's Build.cs: PublicDependencyModuleNames.AddRange({"WebSockets", "Json", "AudioExtensions"});
//
// The simplest way to a MetaHuman's face is Live Link, without this: `emogen push voice.wav --to
// livelink://127.0.0.1:11111` drives its "Live Link Face" subject in time with the sound (docs/push.md).

#pragma once

#include "Components/ActorComponent.h"
#include "CoreMinimal.h"
#include "EmogenClient.generated.h"

class IWebSocket;
class USkeletalMeshComponent;
class USoundWaveProcedural;
class UAudioComponent;
class FJsonObject;

DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FEmogenWord, const FString&, Text, float, Time);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_OneParam(FEmogenLine, const FString&, Id);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_OneParam(FEmogenError, const FString&, Message);

UCLASS(ClassGroup = (Emogen), meta = (BlueprintSpawnableComponent))
class UEmogenClient : public UActorComponent
{
    GENERATED_BODY()

public:
    UEmogenClient();

    UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Emogen")
    FString Url = TEXT("ws://127.0.0.1:8880");

    UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Emogen")
    FString Token;

    UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Emogen")
    FString Character;

    /** A mesh whose morph targets have names of ARKit. */
    UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Emogen")
    TObjectPtr<USkeletalMeshComponent> Face;

    UPROPERTY(BlueprintAssignable, Category = "Emogen")
    FEmogenWord OnWord;

    UPROPERTY(BlueprintAssignable, Category = "Emogen")
    FEmogenLine OnLineOver;

    UPROPERTY(BlueprintAssignable, Category = "Emogen")
    FEmogenError OnError;

    UFUNCTION(BlueprintCallable, Category = "Emogen")
    void Connect();

    /** Say a line with an emotion ("" leaves it to the character). Returns its id. */
    UFUNCTION(BlueprintCallable, Category = "Emogen")
    FString Say(const FString& Text, const FString& Emotion);

    /** Barge-in: every line stops. */
    UFUNCTION(BlueprintCallable, Category = "Emogen")
    void Cancel();

    virtual void TickComponent(float Delta, ELevelTick Tick, FActorComponentTickFunction* Function) override;
    virtual void EndPlay(const EEndPlayReason::Type Reason) override;

private:
    struct FFrame
    {
        double Time;
        TArray<float> Row;
    };

    TSharedPtr<IWebSocket> Socket;
    TArray<FName> Curves;
    TArray<FFrame> Frames;
    TArray<uint8> Partial;
    double Played = 0.0;
    int32 Count = 0;

    UPROPERTY()
    TObjectPtr<USoundWaveProcedural> Wave;

    UPROPERTY()
    TObjectPtr<UAudioComponent> Audio;

    void Send(const TSharedRef<FJsonObject>& Message);
    void Receive(const FString& Text);
    void Begin(int32 Rate);
    void Take(const FJsonObject& Face);
};
